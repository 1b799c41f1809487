import type { z } from "zod";
import * as drafts from "./features/drafts.ts";
import * as invites from "./features/invites.ts";
import * as members from "./features/members.ts";
import * as messages from "./features/messages.ts";
import * as presence from "./features/presence.ts";
import * as reactions from "./features/reactions.ts";
import * as reads from "./features/reads.ts";
import * as rooms from "./features/rooms.ts";
import * as sessions from "./features/sessions.ts";
import * as settings from "./features/settings.ts";
import * as tokens from "./features/tokens.ts";
import * as typing from "./features/typing.ts";
import * as users from "./features/users.ts";
import * as workspace from "./features/workspace.ts";

/** Every command, by the name it has on every transport. */
export const commands = {
  "workspace.status": workspace.workspaceStatus,
  "workspace.setUp": workspace.setUpWorkspace,
  "workspace.update": workspace.updateWorkspace,
  "user.updateProfile": users.updateProfile,
  "user.setRole": users.setUserRole,
  "user.setDeactivated": users.setUserDeactivated,
  "session.list": sessions.listSessions,
  "session.revoke": sessions.revokeSession,
  "session.revokeOthers": sessions.revokeOtherSessions,
  "session.signOut": sessions.signOut,
  "password.change": sessions.changePassword,
  "deviceLink.create": sessions.createDeviceLink,
  "deviceLink.accept": sessions.acceptDeviceLink,
  "token.create": tokens.createToken,
  "token.list": tokens.listTokens,
  "token.revoke": tokens.revokeToken,
  "invite.create": invites.createInvite,
  "invite.list": invites.listInvites,
  "invite.revoke": invites.revokeInvite,
  "invite.read": invites.readInvite,
  "invite.accept": invites.acceptInvite,
  "room.create": rooms.createRoom,
  "room.update": rooms.updateRoom,
  "room.archive": rooms.archiveRoom,
  "room.join": rooms.joinRoom,
  "room.leave": rooms.leaveRoom,
  "room.configure": rooms.configureRoom,
  "room.list": rooms.listRooms,
  "member.list": members.listMembers,
  "member.add": members.addMember,
  "member.remove": members.removeMember,
  "member.setRole": members.setMemberRole,
  "message.send": messages.sendMessage,
  "message.edit": messages.editMessage,
  "message.delete": messages.deleteMessage,
  "message.list": messages.listMessages,
  "message.get": messages.getMessages,
  "message.listEdits": messages.listMessageEdits,
  "reaction.add": reactions.addReaction,
  "reaction.remove": reactions.removeReaction,
  "read.mark": reads.markRead,
  "read.markUnread": reads.markUnread,
  "draft.save": drafts.saveDraft,
  "settings.update": settings.updateSettings,
  "typing.set": typing.setTyping,
  "presence.set": presence.setPresence,
} as const;

export type CommandName = keyof typeof commands;
/** What a caller passes (defaults may be left out). */
export type CommandInput<Name extends CommandName> = z.input<(typeof commands)[Name]["input"]>;
/** What a handler gets, after the schema has filled defaults and normalised text. */
export type ParsedInput<Name extends CommandName> = z.output<(typeof commands)[Name]["input"]>;
/** What a command answers. */
export type CommandOutput<Name extends CommandName> = z.output<(typeof commands)[Name]["output"]>;

/** Whether the table has a command of this name. */
export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
