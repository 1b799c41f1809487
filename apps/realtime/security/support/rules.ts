import { type CommandInput, type CommandName, type CommandOutput, type Id, newId } from "@hiroba/protocol";
import { openBrowser } from "../../src/authentication/testing/browser.ts";
import { signInElsewhere } from "../../src/authentication/testing/people.ts";
import type { Actor, People } from "./actors.ts";
import { letBackIn, type RoomName, type World } from "./world.ts";

/*
 * Who may do what, command by command and object by object. A column for each actor:
 *
 *     not let in   nobody, somebody whose account is closed
 *     outside      an outsider, a former member, a guest, a workspace admin
 *     inside       a guest, a member, an admin of the room, a workspace admin, the owner
 *
 * `+` done, `o` answered without the thing, `!` UNAUTHENTICATED, `-` FORBIDDEN, `?` NOT_FOUND (and then answered exactly
 * as for a thing that never was; `≠` where it is not), `x` CONFLICT, `i` INVALID_INPUT.
 */

/** What a command is aimed at. */
const fields = ["roomId", "messageId", "userId", "sessionId", "tokenId", "inviteId", "code"] as const;
export type Target = Record<(typeof fields)[number], string>;

/** Things that never were. */
export function toAbsent(): Target {
  return Object.fromEntries(fields.map((field) => [field, newId()])) as Target;
}

/** The same aim at what never was, in place of what may not be known of. */
export function toTwin(target: Target, hidden: readonly string[] = fields): Target {
  const never = Object.entries(toAbsent()).filter(([field]) => hidden.includes(field));
  return { ...target, ...Object.fromEntries(never) };
}

export type Cell = { world: World; actor: Actor };

export type Rule<Name extends CommandName = CommandName> = {
  to: string;
  rights: string;
  aim(cell: Cell): Partial<Target> | Promise<Partial<Target>>;
  input(target: Target, cell: Cell): CommandInput<Name>;
  /** Whether the answer has the thing in it, for what is answered either way. */
  shows?(output: CommandOutput<Name>, target: Target): boolean;
  /** Makes undone what was done. */
  mend?(target: Target, cell: Cell): Promise<unknown>;
  /** What may not be known to be there; everything that it is aimed at, unless said otherwise. */
  hidden?: (keyof Target)[];
  /** Ends the session that asks, which is therefore one of its own. */
  endsSession?: true;
  /** Done to something that there is one of. */
  inTurn?: true;
};

type Rules = { [Name in CommandName]: Rule<Name>[] };

const anybody = "++ ++++ +++++";
const everybody = "!! ++++ +++++";
const fullMembers = "!! ++-+ -++++";
const staff = "!! ---+ ---++";
const insiders = "!! ???? +++++";
const runners = "!! ???? --+++";
const fullInsiders = "!! ???? -++++";
const nobodyIn = "!! ???? -----";
const notFound = "!! ???? ?????";

const nothing = () => ({});

function room(name: RoomName): Rule["aim"] {
  return ({ world }) => ({ roomId: world.rooms[name].roomId, messageId: world.rooms[name].messageId });
}

/** The actor's own message in a room, or the keeper's for who never had one. */
function ownMessage(name: RoomName): Rule["aim"] {
  return ({ world, actor }) => {
    const { roomId, messageId, own } = world.rooms[name];
    return { roomId, messageId: (actor === "nobody" ? undefined : own[actor]) ?? messageId };
  };
}

/** A message that may be spoilt, by the keeper. */
function freshMessage(name: RoomName): Rule["aim"] {
  return async ({ world }) => {
    const { roomId } = world.rooms[name];
    const { message } = await world.people.keeper.browser.must("message.send", { id: newId(), roomId, body: "Spare." });
    return { roomId, messageId: message.id };
  };
}

function person(name: keyof People, place: RoomName = "den"): Rule["aim"] {
  return ({ world }) => ({ roomId: world.rooms[place].roomId, userId: world.people[name].id });
}

/** A further session of somebody; their own for an actor who has one. */
function session(whose: "own" | "keeper"): Rule["aim"] {
  return async ({ world, actor }) => {
    const isOwn = whose === "own" && actor !== "nobody" && actor !== "closed";
    const { browser } = world.people[isOwn ? actor : "keeper"];
    const other = await signInElsewhere(browser, world.url);
    const { sessions } = await other.must("session.list", {});
    return { sessionId: sessions.find(({ current }) => current)?.id ?? "" };
  };
}

/** A further token of the actor, or the keeper's for who may have none. */
async function ownToken({ world, actor }: Cell): Promise<Partial<Target>> {
  if (actor === "nobody" || actor === "closed" || /guest/iu.test(actor)) return { tokenId: world.tokenId };
  const { token } = await world.people[actor].browser.must("token.create", { id: newId(), name: "another" });
  return { tokenId: token.id };
}

/** The code of a link by which another device becomes the target's. */
async function deviceLink({ world }: Cell): Promise<{ code: string }> {
  const { path } = await world.people.target.browser.must("deviceLink.create", {});
  return { code: path.slice("/link/".length) };
}

async function invite({ world }: Cell, options: { roomIds?: Id[] } = {}): Promise<Partial<Target>> {
  const input = { id: newId(), kind: "guest", ...options } as const;
  const { invite } = await world.people.owner.browser.must("invite.create", input);
  return { inviteId: invite.id, code: invite.path?.slice("/join/".length) ?? "" };
}

/** Lets who has left a room in again. */
const letIn: NonNullable<Rule["mend"]> = async ({ roomId }, { world, actor }) => {
  if (actor !== "nobody") await whileOpen(world, roomId, () => letBackIn(world, actor, roomId));
};

/** Does in an archived room what cannot be done there. */
async function whileOpen({ people: { keeper }, rooms }: World, roomId: Id, act: () => Promise<unknown>): Promise<void> {
  const isOpen = [rooms.den, rooms.garden].some((place) => place.roomId === roomId);
  if (!isOpen) await keeper.browser.must("room.archive", { roomId, archived: false });
  await act();
  if (!isOpen) await keeper.browser.must("room.archive", { roomId });
}

/** The same for several rooms, with the rights of each. */
function inRooms<Name extends CommandName>(
  rights: Partial<Record<RoomName, string>>,
  rule: Omit<Rule<Name>, "to" | "rights" | "aim"> & { aim?(name: RoomName): Rule["aim"] },
): Rule<Name>[] {
  const { aim = room, ...rest } = rule;
  const names = Object.keys(rights) as RoomName[];
  return names.map((name) => ({ ...rest, to: name, rights: rights[name] ?? "", aim: aim(name) }));
}

const writers = { den: insiders, garden: insiders, attic: nobodyIn, ruin: nobodyIn };
const readers = { den: insiders, garden: insiders, attic: insiders, ruin: insiders };

export const rules: Rules = {
  "workspace.status": [{ to: "", rights: anybody, aim: nothing, input: nothing }],
  "workspace.setUp": [
    {
      to: "",
      rights: "xx xxxx xxxxx",
      aim: nothing,
      input: () => ({ workspaceName: "Mine", name: "Mallory", password: "correct horse" }),
    },
  ],
  "workspace.update": [{ to: "", rights: staff, aim: nothing, input: () => ({ name: "The Square" }) }],
  "user.updateProfile": [
    { to: "myself", rights: everybody, aim: nothing, input: (_, { actor }) => ({ name: `${actor}.` }) },
  ],
  "user.setRole": [
    { to: "a member", rights: staff, aim: person("target"), input: ({ userId }) => ({ userId, role: "member" }) },
    {
      to: "a member, admin",
      rights: "!! ---- ----+",
      aim: person("target"),
      input: ({ userId }) => ({ userId, role: "admin" }),
      mend: ({ userId }, { world }) => world.people.owner.browser.must("user.setRole", { userId, role: "member" }),
    },
    {
      to: "the owner",
      rights: "!! ---- -----",
      aim: person("owner"),
      input: ({ userId }) => ({ userId, role: "guest" }),
    },
    {
      to: "myself",
      rights: "!! ---- -----",
      aim: ({ world, actor }) => ({ userId: world.people[actor === "nobody" ? "keeper" : actor].id }),
      input: ({ userId }) => ({ userId, role: "owner" }),
    },
  ],
  "user.setDeactivated": [
    { to: "a member", rights: staff, aim: person("target"), input: ({ userId }) => ({ userId, deactivated: false }) },
    {
      to: "an admin",
      rights: "!! ---- ----+",
      aim: person("outerAdmin"),
      input: ({ userId }) => ({ userId, deactivated: false }),
    },
    {
      to: "the owner",
      rights: "!! ---- -----",
      aim: person("owner"),
      input: ({ userId }) => ({ userId, deactivated: true }),
    },
  ],
  "session.list": [{ to: "mine", rights: everybody, aim: nothing, input: nothing }],
  "session.revoke": [
    { to: "mine", rights: everybody, aim: session("own"), inTurn: true, input: ({ sessionId }) => ({ sessionId }) },
    {
      to: "another's",
      rights: notFound,
      aim: session("keeper"),
      inTurn: true,
      input: ({ sessionId }) => ({ sessionId }),
    },
  ],
  "session.revokeOthers": [{ to: "mine", rights: everybody, aim: nothing, input: nothing }],
  "session.signOut": [{ to: "mine", rights: everybody, aim: nothing, input: nothing, endsSession: true }],
  "password.change": [
    {
      to: "not knowing it",
      rights: "!! iiii iiiii",
      aim: nothing,
      input: () => ({ current: "wrong horse", next: "battery staple" }),
    },
  ],
  "deviceLink.create": [{ to: "mine", rights: everybody, aim: nothing, input: nothing }],
  "deviceLink.accept": [
    { to: "none", rights: "?? ???? ?????", aim: () => ({ code: "nonsense" }), input: ({ code }) => ({ code }) },
    {
      // Whoever holds the link is its person from then on: it is as good as a password, once.
      to: "another's",
      rights: anybody,
      aim: deviceLink,
      inTurn: true,
      endsSession: true,
      input: ({ code }) => ({ code }),
      mend: (_, { world }) => world.people.target.browser.must("session.revokeOthers", {}),
    },
    {
      to: "another's that was used",
      rights: "?? ???? ?????",
      aim: async (cell) => {
        const used = await deviceLink(cell);
        await openBrowser(cell.world.url).must("deviceLink.accept", used);
        return used;
      },
      inTurn: true,
      input: ({ code }) => ({ code }),
    },
  ],
  "token.create": [{ to: "mine", rights: fullMembers, aim: nothing, input: () => ({ id: newId(), name: "more" }) }],
  "token.list": [{ to: "mine", rights: everybody, aim: nothing, input: nothing }],
  "token.revoke": [
    {
      to: "another's",
      rights: notFound,
      aim: ({ world }) => ({ tokenId: world.tokenId }),
      input: ({ tokenId }) => ({ tokenId }),
    },
    {
      to: "mine",
      rights: "!! ++?+ ?++++",
      aim: ownToken,
      input: ({ tokenId }) => ({ tokenId }),
    },
  ],
  "invite.create": [
    { to: "the workspace", rights: staff, aim: nothing, input: () => ({ id: newId(), kind: "guest" }) },
    ...inRooms<"invite.create">(
      {
        den: "!! ---? ---++",
        garden: staff,
        attic: "!! ---? ---??",
        ruin: "!! ---? ---??",
      },
      { input: ({ roomId }) => ({ id: newId(), kind: "member", roomIds: [roomId] }) },
    ),
  ],
  "invite.list": [
    {
      to: "a link into the garden",
      rights: staff,
      aim: (cell) => invite(cell, { roomIds: [cell.world.rooms.garden.roomId] }),
      input: nothing,
      shows: ({ invites }, { code }) => invites.some(({ path }) => path === `/join/${code}`),
    },
    {
      to: "a link into the den",
      rights: "!! ---o ---++",
      aim: (cell) => invite(cell, { roomIds: [cell.world.rooms.den.roomId] }),
      input: nothing,
      shows: ({ invites }, { code }) => invites.some(({ path }) => path === `/join/${code}`),
    },
  ],
  "invite.revoke": [{ to: "another's", rights: staff, aim: invite, input: ({ inviteId }) => ({ inviteId }) }],
  "invite.read": [
    { to: "a link", rights: anybody, aim: invite, input: ({ code }) => ({ code }) },
    { to: "none", rights: "?? ???? ?????", aim: () => ({ code: "nonsense" }), input: ({ code }) => ({ code }) },
  ],
  "invite.accept": [
    { to: "a link", rights: anybody, aim: invite, input: ({ code }) => ({ code, id: newId(), name: "Newcomer" }) },
    {
      to: "none",
      rights: "?? ???? ?????",
      aim: () => ({ code: "nonsense" }),
      input: ({ code }) => ({ code, id: newId(), name: "Mallory" }),
    },
  ],
  "room.create": [
    {
      to: "a room",
      rights: fullMembers,
      aim: nothing,
      input: (_, { actor }) => ({ id: newId(), kind: "private", name: `of ${actor}` }),
    },
  ],
  "room.update": inRooms(
    { den: runners, garden: runners, attic: nobodyIn, ruin: nobodyIn },
    { input: ({ roomId }) => ({ roomId, topic: `about ${newId()}` }) },
  ),
  "room.archive": [
    ...inRooms<"room.archive">(
      { den: runners, garden: runners },
      {
        input: ({ roomId }) => ({ roomId }),
        mend: ({ roomId }, { world }) => world.people.keeper.browser.must("room.archive", { roomId, archived: false }),
      },
    ),
    ...inRooms<"room.archive">(
      { attic: runners, ruin: runners },
      {
        input: ({ roomId }) => ({ roomId, archived: false }),
        mend: ({ roomId }, { world }) => world.people.keeper.browser.must("room.archive", { roomId }),
      },
    ),
  ],
  "room.join": inRooms(
    { den: insiders, garden: "!! ++?+ +++++", attic: insiders, ruin: "!! --?- +++++" },
    {
      input: ({ roomId }) => ({ roomId }),
      mend: async ({ roomId }, { world, actor }) => {
        const { keeper } = world.people;
        if (actor === "nobody" || !/^(outsider|former|outerAdmin)$/u.test(actor)) return;
        await keeper.browser.must("member.remove", { roomId, userId: world.people[actor].id });
      },
    },
  ),
  "room.leave": inRooms(readers, { inTurn: true, input: ({ roomId }) => ({ roomId }), mend: letIn }),
  "room.configure": inRooms(readers, { input: ({ roomId }) => ({ roomId, muted: true }) }),
  "room.list": [
    {
      to: "the garden",
      rights: fullMembers,
      aim: room("garden"),
      input: () => ({ query: "garden" }),
      shows: ({ rooms }, { roomId }) => rooms.some(({ room }) => room.id === roomId),
    },
    {
      to: "the den",
      rights: "!! oo-o -oooo",
      aim: room("den"),
      input: () => ({ query: "den" }),
      shows: ({ rooms }, { roomId }) => rooms.some(({ room }) => room.id === roomId),
    },
    {
      // Else its place in the order would tell what it is called.
      to: "those after the den",
      rights: "!! oo-o -oooo",
      aim: room("den"),
      input: ({ roomId }) => ({ after: roomId }),
      shows: ({ rooms }) => rooms.length > 0,
    },
  ],
  "member.list": inRooms(readers, { input: ({ roomId }) => ({ roomId }) }),
  "member.add": inRooms(
    { den: fullInsiders, garden: fullInsiders, attic: nobodyIn, ruin: nobodyIn },
    { aim: (name) => person("spare", name), input: ({ roomId, userId }) => ({ roomId, userId }) },
  ),
  "member.remove": inRooms(
    { den: runners, garden: runners, attic: runners, ruin: runners },
    {
      aim: (name) => person("spare", name),
      inTurn: true,
      input: ({ roomId, userId }) => ({ roomId, userId }),
      mend: ({ roomId, userId }, { world }) =>
        whileOpen(world, roomId, () => world.people.keeper.browser.must("member.add", { roomId, userId })),
    },
  ),
  "member.setRole": inRooms(
    { den: runners, garden: runners, attic: nobodyIn, ruin: nobodyIn },
    { aim: (name) => person("keeper", name), input: ({ roomId, userId }) => ({ roomId, userId, role: "admin" }) },
  ),
  "message.send": [
    ...inRooms<"message.send">(writers, { input: ({ roomId }) => ({ id: newId(), roomId, body: "Hello." }) }),
    {
      to: "the garden, quoting the den",
      rights: notFound,
      aim: ({ world }) => ({ roomId: world.rooms.garden.roomId, messageId: world.rooms.den.messageId }),
      hidden: ["messageId"],
      input: ({ roomId, messageId }) => ({ id: newId(), roomId, body: "Look!", replyToId: messageId }),
    },
    {
      to: "the den, by an id of another's message",
      rights: "!! ???? xxxxx",
      aim: room("den"),
      input: ({ roomId, messageId }) => ({ id: messageId, roomId, body: "den: keeper" }),
    },
  ],
  "message.edit": [
    ...inRooms<"message.edit">(writers, {
      aim: ownMessage,
      input: ({ messageId }) => ({ messageId, body: `mended ${newId()}` }),
    }),
    {
      to: "another's in the den",
      rights: nobodyIn,
      aim: room("den"),
      input: ({ messageId }) => ({ messageId, body: "mine" }),
    },
  ],
  "message.delete": [
    {
      to: "mine in the den",
      rights: insiders,
      aim: async (cell) => {
        const { world, actor } = cell;
        const { roomId } = world.rooms.den;
        const isInside = /^(guest|member|roomAdmin|admin|owner)$/u.test(actor);
        if (!isInside || actor === "nobody") return ownMessage("den")(cell);
        const sent = { id: newId(), roomId, body: "A mistake." };
        return { roomId, messageId: (await world.people[actor].browser.must("message.send", sent)).message.id };
      },
      input: ({ messageId }) => ({ messageId }),
    },
    ...inRooms<"message.delete">(
      { den: runners, garden: runners },
      { aim: freshMessage, input: ({ messageId }) => ({ messageId }) },
    ),
    ...inRooms<"message.delete">({ attic: nobodyIn, ruin: nobodyIn }, { input: ({ messageId }) => ({ messageId }) }),
  ],
  "message.list": inRooms(readers, { input: ({ roomId }) => ({ roomId }) }),
  "message.get": [
    ...inRooms<"message.get">(
      {
        den: "!! oooo +++++",
        garden: "!! oooo +++++",
        attic: "!! oooo +++++",
        ruin: "!! oooo +++++",
      },
      {
        input: ({ messageId }) => ({ messageIds: [messageId, newId()] }),
        shows: ({ messages }, { messageId }) => messages.some(({ id }) => id === messageId),
      },
    ),
    {
      to: "my own of the den",
      rights: "!! oooo +++++",
      aim: ownMessage("den"),
      input: ({ messageId }) => ({ messageIds: [messageId] }),
      shows: ({ messages }) => messages.length > 0,
    },
  ],
  "message.listEdits": inRooms(readers, { input: ({ messageId }) => ({ messageId }) }),
  "reaction.add": inRooms(writers, { input: ({ messageId }) => ({ messageId, emoji: "👍" }) }),
  "reaction.remove": inRooms(writers, { input: ({ messageId }) => ({ messageId, emoji: "👍" }) }),
  "read.mark": inRooms(readers, { input: ({ roomId }) => ({ roomId, seq: 1 }) }),
  "read.markUnread": inRooms(readers, { input: ({ roomId }) => ({ roomId, seq: 1 }) }),
  "draft.save": inRooms(readers, { input: ({ roomId }) => ({ roomId, body: "So" }) }),
  "settings.update": [{ to: "mine", rights: everybody, aim: nothing, input: () => ({ theme: "dark" }) }],
  "typing.set": inRooms(readers, { input: ({ roomId }) => ({ roomId, typing: false }) }),
  "presence.set": [{ to: "mine", rights: everybody, aim: nothing, input: () => ({ presence: "active" }) }],
};
