import type { CommandName } from "@hiroba/protocol";
import type { Handler } from "./context.ts";
import { acceptDeviceLink } from "./device-links/accept-device-link.ts";
import { createDeviceLink } from "./device-links/create-device-link.ts";
import { saveDraft } from "./drafts/save-draft.ts";
import { acceptInvite } from "./invites/accept-invite.ts";
import { createInvite } from "./invites/create-invite.ts";
import { listInvites } from "./invites/list-invites.ts";
import { readInvite } from "./invites/read-invite.ts";
import { revokeInvite } from "./invites/revoke-invite.ts";
import { addMember } from "./members/add-member.ts";
import { listMembers } from "./members/list-members.ts";
import { removeMember } from "./members/remove-member.ts";
import { setMemberRole } from "./members/set-member-role.ts";
import { deleteMessage } from "./messages/delete-message.ts";
import { editMessage } from "./messages/edit-message.ts";
import { getMessages } from "./messages/get-messages.ts";
import { listMessageEdits } from "./messages/list-message-edits.ts";
import { listMessages } from "./messages/list-messages.ts";
import { sendMessage } from "./messages/send-message.ts";
import { setPresence } from "./presence/set-presence.ts";
import { addReaction } from "./reactions/add-reaction.ts";
import { removeReaction } from "./reactions/remove-reaction.ts";
import { markRead } from "./reads/mark-read.ts";
import { markUnread } from "./reads/mark-unread.ts";
import { archiveRoom } from "./rooms/archive-room.ts";
import { configureRoom } from "./rooms/configure-room.ts";
import { createRoom } from "./rooms/create-room.ts";
import { joinRoom } from "./rooms/join-room.ts";
import { leaveRoom } from "./rooms/leave-room.ts";
import { listRooms } from "./rooms/list-rooms.ts";
import { updateRoom } from "./rooms/update-room.ts";
import { changePassword } from "./sessions/change-password.ts";
import { listSessions } from "./sessions/list-sessions.ts";
import { revokeOtherSessions } from "./sessions/revoke-other-sessions.ts";
import { revokeSession } from "./sessions/revoke-session.ts";
import { signOut } from "./sessions/sign-out.ts";
import { updateSettings } from "./settings/update-settings.ts";
import { createToken } from "./tokens/create-token.ts";
import { listTokens } from "./tokens/list-tokens.ts";
import { revokeToken } from "./tokens/revoke-token.ts";
import { setTyping } from "./typing/set-typing.ts";
import { setUserDeactivated } from "./users/set-user-deactivated.ts";
import { setUserRole } from "./users/set-user-role.ts";
import { updateProfile } from "./users/update-profile.ts";
import { setUpWorkspace } from "./workspace/set-up-workspace.ts";
import { updateWorkspace } from "./workspace/update-workspace.ts";
import { workspaceStatus } from "./workspace/workspace-status.ts";

/** Table of contents: every command and the one function that does it. */
export const handlers: { [Name in CommandName]: Handler<Name> } = {
  "workspace.status": workspaceStatus,
  "workspace.setUp": setUpWorkspace,
  "workspace.update": updateWorkspace,
  "user.updateProfile": updateProfile,
  "user.setRole": setUserRole,
  "user.setDeactivated": setUserDeactivated,
  "session.list": listSessions,
  "session.revoke": revokeSession,
  "session.revokeOthers": revokeOtherSessions,
  "session.signOut": signOut,
  "password.change": changePassword,
  "deviceLink.create": createDeviceLink,
  "deviceLink.accept": acceptDeviceLink,
  "token.create": createToken,
  "token.list": listTokens,
  "token.revoke": revokeToken,
  "invite.create": createInvite,
  "invite.list": listInvites,
  "invite.revoke": revokeInvite,
  "invite.read": readInvite,
  "invite.accept": acceptInvite,
  "room.create": createRoom,
  "room.update": updateRoom,
  "room.archive": archiveRoom,
  "room.join": joinRoom,
  "room.leave": leaveRoom,
  "room.configure": configureRoom,
  "room.list": listRooms,
  "member.list": listMembers,
  "member.add": addMember,
  "member.remove": removeMember,
  "member.setRole": setMemberRole,
  "message.send": sendMessage,
  "message.edit": editMessage,
  "message.delete": deleteMessage,
  "message.list": listMessages,
  "message.get": getMessages,
  "message.listEdits": listMessageEdits,
  "reaction.add": addReaction,
  "reaction.remove": removeReaction,
  "read.mark": markRead,
  "read.markUnread": markUnread,
  "draft.save": saveDraft,
  "settings.update": updateSettings,
  "typing.set": setTyping,
  "presence.set": setPresence,
};
