/**
 * The protocol's version, sent by clients in the handshake (`auth.protocol`) and by the server in `hello`.
 * A client whose version differs is answered `PROTOCOL_OUTDATED` and must reload or update.
 *
 * 1  first release
 */
export const PROTOCOL_VERSION = 1;
