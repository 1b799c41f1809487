/** Whether this is `next dev`, whose tooling evaluates strings and injects styles. */
export const isDevelopment = process.env.NODE_ENV === "development";
