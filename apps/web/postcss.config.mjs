const config = { plugins: { "@tailwindcss/postcss": {} } };

// biome-ignore lint/style/noDefaultExport: how PostCSS reads its configuration.
export default config;
