/**
 * Every limit of the contract in one place, sent to clients in `hello`, so that a client can say "too long" before the
 * server has to. Lengths are Unicode code points, as JSON Schema counts them and `countCharacters` does: an emoji is as long
 * in every language that a client may be written in. Times are seconds unless the name ends in Ms.
 */
export const limits = {
  /** A message's Markdown. */
  messageLength: 10_000,
  /** A draft may be longer than a message, so that nothing typed is lost while it is being shortened. */
  draftLength: 40_000,
  /** A person's display name, a workspace's name, a token's name. */
  nameLength: 60,
  usernameLength: 32,
  roomNameLength: 80,
  roomTopicLength: 250,
  passwordMinimum: 8,
  passwordLength: 128,
  /** Longest emoji sequence a reaction may hold. */
  emojiLength: 32,
  /** Different emoji on one message. */
  reactionsPerMessage: 40,
  /** People on one message's reactions, all emoji together. */
  reactionsPerMessageTotal: 2_000,
  /** People a message may mention by name; further names are plain text. */
  mentionsPerMessage: 100,
  /** Times a message may be edited; each earlier text is kept. */
  editsPerMessage: 200,
  roomsPerWorkspace: 20_000,
  /** Rooms that new people join by themselves, archived ones aside. */
  autoJoinRooms: 50,
  tokensPerUser: 50,
  sessionsPerUser: 100,
  /** Connections of one person open at a time on one node, of whatever kind: a device for each session. */
  connectionsPerUser: 100,
  inviteUses: 10_000,
  inviteDays: 365,
  deviceLinkSeconds: 300,
  /** Messages in one page of history. */
  pageSize: 100,
  /** Events in one answer of `/v1/events` or one packet of catch-up. */
  eventsPerPage: 1_000,
  /**
   * A gap longer than this is answered with `reset` (rule L9), as is a cursor older than what is kept. Events for this
   * device, as long as a node has all of them in memory; of the whole workspace otherwise.
   */
  catchUpEvents: 20_000,
  /** Longest `wait` of a long poll. */
  waitSeconds: 50,
  /** Rooms whose newest messages one snapshot may ask for. */
  roomsPerSnapshot: 20,
  /**
   * The input of a command as JSON, in bytes. Beyond it HTTP answers `TOO_LARGE`, and Socket.IO, which cannot answer what it
   * has not read, closes the connection: look before you send.
   */
  commandBytes: 262_144,
  /** A typing signal that is not renewed ends after this. */
  typingSeconds: 6,
  /** In a larger workspace people hear of the presence of those with whom they share a room of at most this size. */
  presenceMembers: 250,
  /** Presence of a node that stays silent ends after this. */
  presenceSeconds: 45,
} as const;
export type Limits = typeof limits;
