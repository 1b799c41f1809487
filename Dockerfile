# One node of Hiroba with the web app, and the embedded PostgreSQL for when DATABASE_URL names no other.
# docs/self-hosting.md tells how to run it.

FROM node:22-slim AS build
WORKDIR /app
COPY . .
# The same steps as npm start, without the start.
RUN node --input-type=module --eval ' \
  const { ensurePnpm, ensureDependencies } = await import("./scripts/setup/install.mjs"); \
  const { ensureBuilt } = await import("./scripts/setup/build.mjs"); \
  await ensurePnpm(); await ensureDependencies(); await ensureBuilt();'
# What only builds and tests need stays behind.
RUN CI=true .hiroba/pnpm/node_modules/.bin/pnpm install --prod --offline --frozen-lockfile --config.modules-cache-max-age=0 \
  && rm -rf apps/web/.next/cache .turbo

FROM node:22-slim
ENV NODE_ENV=production HIROBA_DATA=/data PORT=3000
WORKDIR /app
COPY --from=build /app /app
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "scripts/start.mjs"]
