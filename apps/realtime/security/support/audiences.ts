import { type EventType, newId } from "@hiroba/protocol";
import { openBrowser } from "../../src/authentication/testing/browser.ts";
import { invite, password } from "../../src/authentication/testing/people.ts";
import { letBackIn, type RoomName, type World } from "./world.ts";

/*
 * Who hears what, in the columns of support/rules.ts: `+` hears it, `.` does not. Whatever is one's own is done by the
 * member here, so that the eighth column alone hears of it.
 */
type Audience = { when: string; heard: string; act(world: World): Promise<unknown> };

const everybody = ".. ++++ +++++";
const insiders = ".. .... +++++";
const member = ".. .... .+...";
const nobody = ".. .... .....";

const inRoom = (name: RoomName, act: (world: World, roomId: string) => Promise<unknown>): Audience => ({
  when: `in the ${name}`,
  heard: insiders,
  act: (world) => act(world, world.rooms[name].roomId),
});
const inBoth = (act: (world: World, roomId: string) => Promise<unknown>) => [inRoom("den", act), inRoom("garden", act)];

const say = async ({ people }: World, roomId: string) => {
  const { message } = await people.keeper.browser.must("message.send", { id: newId(), roomId, body: "Hear, hear." });
  return message.id;
};
const leaveAndReturn = async (world: World, roomId: string) => {
  await world.people.member.browser.must("room.leave", { roomId });
  await letBackIn(world, "member", roomId);
};
const spareLeavesAndReturns = async (world: World, roomId: string) => {
  await world.people.spare.browser.must("room.leave", { roomId });
  await letBackIn(world, "spare", roomId);
};

/** What the member does for themselves. */
const own = (act: (world: World) => Promise<unknown>): Audience[] => [{ when: "the member's", heard: member, act }];

export const audiences: Record<EventType, Audience[]> = {
  "workspace.updated": [
    {
      when: "",
      heard: everybody,
      act: ({ people }) => people.owner.browser.must("workspace.update", { name: `Square ${newId()}`.slice(0, 40) }),
    },
  ],
  "user.created": [
    {
      when: "",
      heard: everybody,
      act: async ({ url, people }) => {
        const code = await invite(people.owner.browser, "guest");
        await openBrowser(url).must("invite.accept", { code, id: newId(), name: "Somebody new" });
      },
    },
  ],
  "user.updated": [
    {
      when: "",
      heard: everybody,
      act: ({ people }) => people.keeper.browser.must("user.updateProfile", { name: `Keeper ${newId()}`.slice(0, 30) }),
    },
  ],
  "session.ended": own(async ({ url }) => {
    const browser = openBrowser(url);
    await browser.signIn("member", password);
    await browser.must("session.signOut", {});
  }),
  "token.created": own(({ people }) => people.member.browser.must("token.create", { id: newId(), name: "more" })),
  "token.revoked": own(async ({ people: { member: who } }) => {
    const { token } = await who.browser.must("token.create", { id: newId(), name: "less" });
    await who.browser.must("token.revoke", { tokenId: token.id });
  }),
  "invite.created": [
    { when: "the owner's", heard: ".. .... ....+", act: ({ people }) => invite(people.owner.browser, "guest") },
  ],
  "invite.revoked": [
    {
      when: "the owner's",
      heard: ".. .... ....+",
      act: async ({ people: { owner, outerAdmin } }) => {
        const { invite } = await owner.browser.must("invite.create", { id: newId(), kind: "guest" });
        await outerAdmin.browser.must("invite.revoke", { inviteId: invite.id });
      },
    },
  ],
  "room.updated": inBoth(({ people }, roomId) =>
    people.keeper.browser.must("room.update", { roomId, topic: `on ${newId()}` }),
  ),
  "room.joined": own((world) => leaveAndReturn(world, world.rooms.den.roomId)),
  "room.left": own((world) => leaveAndReturn(world, world.rooms.den.roomId)),
  "room.configured": own(async ({ people, rooms: { den } }) => {
    for (const muted of [true, false])
      await people.member.browser.must("room.configure", { roomId: den.roomId, muted });
  }),
  "member.joined": inBoth(spareLeavesAndReturns),
  "member.updated": inBoth(async ({ people }, roomId) => {
    const { keeper, spare } = people;
    for (const role of ["admin", "member"] as const)
      await keeper.browser.must("member.setRole", { roomId, userId: spare.id, role });
  }),
  "member.left": inBoth(spareLeavesAndReturns),
  "message.created": [
    ...inBoth(say),
    {
      when: "in a room of the keeper's own",
      heard: nobody,
      act: async (world) => {
        const roomId = newId();
        await world.people.keeper.browser.must("room.create", { id: roomId, kind: "private", name: "Closet" });
        await say(world, roomId);
      },
    },
  ],
  "message.edited": inBoth(async (world, roomId) => {
    const messageId = await say(world, roomId);
    await world.people.keeper.browser.must("message.edit", { messageId, body: "I see." });
  }),
  "message.deleted": inBoth(async (world, roomId) => {
    const messageId = await say(world, roomId);
    await world.people.keeper.browser.must("message.delete", { messageId });
  }),
  "reaction.added": inBoth(async (world, roomId) => {
    const messageId = await say(world, roomId);
    await world.people.spare.browser.must("reaction.add", { messageId, emoji: "👂" });
  }),
  "reaction.removed": inBoth(async (world, roomId) => {
    const reaction = { messageId: await say(world, roomId), emoji: "👂" };
    await world.people.spare.browser.must("reaction.add", reaction);
    await world.people.spare.browser.must("reaction.remove", reaction);
  }),
  "read.marked": own(async (world) => {
    const { roomId } = world.rooms.den;
    await say(world, roomId);
    await world.people.member.browser.must("read.mark", { roomId, seq: Number.MAX_SAFE_INTEGER });
  }),
  "draft.saved": own(({ people, rooms: { den } }) =>
    people.member.browser.must("draft.save", { roomId: den.roomId, body: `So ${newId()}` }),
  ),
  "settings.updated": own(async ({ people }) => {
    for (const theme of ["dark", "light"] as const) await people.member.browser.must("settings.update", { theme });
  }),
};
