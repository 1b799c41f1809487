import type { Words } from "./words.ts";

export const en: Words = {
  language: "en",
  signIn: "Sign in",
  signOut: "Sign out",
  signInTo: (workspace) => `Sign in to ${workspace}`,
  username: "Username",
  password: "Password",
  notSetUp: "This server is empty. Set it up in a browser with JavaScript first.",
  rooms: "Rooms",
  noRooms: "You are in no room yet.",
  archived: "archived",
  muted: "muted",
  unread: (count) => `${count} new`,
  mentions: (count) => `${count} for you`,
  write: "Write",
  message: "Message",
  send: "Send",
  reply: "Reply",
  replyingTo: (name) => `Replying to ${name}`,
  cancelReply: "Cancel",
  inReply: "in reply to an earlier message",
  edited: "edited",
  editedBy: (name) => `${name} edited:`,
  deleted: "Message deleted",
  deletedOf: (name) => `A message by ${name} was deleted`,
  unknownPerson: "somebody",
  older: "Older messages",
  newer: "Newer messages",
  newest: "Newest messages",
  noMessages: "Nothing has been said here yet.",
  newLine: "New",
  markRead: "Mark as read",
  live: "Live",
  refreshing: (seconds) => `Every ${seconds} s`,
  plain: "Plain",
  reload: "Reload",
  ended: "The connection has ended.",
  timeZone: (name) => `Times are in ${name}.`,
  note: (kind, { actor, person, isSelf, text }) => {
    switch (kind) {
      case "joined":
        return isSelf ? `${person} joined` : `${actor} added ${person}`;
      case "left":
        return isSelf ? `${person} left` : `${actor} removed ${person}`;
      case "renamed":
        return `${actor} renamed the room to “${text}”`;
      case "topic":
        return text === "" ? `${actor} removed the topic` : `${actor} set the topic to “${text}”`;
      case "archived":
        return `${actor} archived the room`;
      case "restored":
        return `${actor} brought the room back`;
    }
  },
  invited: (by, workspace) => `${by} invites you to ${workspace}`,
  inviteRooms: (names) => `You will be in: ${names}.`,
  yourName: "Your name",
  joinAs: (name) => `Join as ${name}`,
  join: "Join",
  passwordHint: (least) => `At least ${least} characters.`,
  usernameHint: "Leave empty to have one made of your name.",
  back: "Back",
  fullApp: "Full app",
  failed: "That did not work",
  failures: {
    INVALID_INPUT: "Something here cannot be accepted. Check what you entered.",
    UNAUTHENTICATED: "You are signed out. Sign in again.",
    FORBIDDEN: "That is not allowed here.",
    NOT_FOUND: "There is nothing here, or you are not in this room.",
    CONFLICT: "This was changed in the meantime. Look again.",
    TOO_LARGE: "This is too long. Make it shorter.",
    PROTOCOL_OUTDATED: "There is a new version. Reload the page.",
    RATE_LIMITED: "Too many attempts. Wait a little and try again.",
    INTERNAL: "Something went wrong on the server. Try again.",
    UNAVAILABLE: "The server does not answer. Try again.",
  },
  reasons: {
    form: "This form is out of date, or your browser refuses cookies. Go back, reload the page and send it again.",
    origin: "This form was sent from another site, so nothing was done.",
    changedAfterSending: "This message was sent already. Press Send to send the changed text as a new message.",
    roomArchived: "This room is archived and takes no more messages.",
    passwordRequired: "This invite asks for a password.",
    usernameTaken: "That username is taken. Choose another.",
    wrongCredentials: "The username or the password is wrong.",
  },
};
