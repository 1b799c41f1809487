"use client";
import type { ClientView } from "@hiroba/client";
import type { RoomEntry } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { compareNames } from "@/lib/names";
import { Select } from "@/ui/select";
import { compare, toHolding } from "./agreement";
import { AgreementLine } from "./agreement-line";
import { LanePane } from "./lane-pane";
import { useLanes, useOpenRoom, useViews } from "./lanes";
import { SendBar } from "./send-bar";
import { useArrivals } from "./use-arrivals";

/** All lanes beside each other, with what is sent to them and whether they agree. */
export function LaneBoard() {
  const t = useTranslations("transports");
  const lanes = useLanes();
  const views = useViews(lanes);
  const { arrivals, noteSent } = useArrivals(lanes);
  const rooms = useRooms(views);
  const [chosen, setChosen] = useState(() => new URLSearchParams(window.location.search).get("room"));
  const roomId = rooms.find(({ room }) => room.id === chosen)?.room.id ?? rooms[0]?.room.id ?? null;
  useOpenRoom(lanes, roomId);
  useSignInAgain(views);
  const holdings = views.map((view) => toHolding(view, roomId));
  const agreement = compare(holdings);
  const isKnown = views.some((view) => view.state);
  return (
    <>
      {isKnown && rooms.length === 0 && <p className="text-ink-soft">{t("noRooms")}</p>}
      {roomId && (
        <div className="grid items-start gap-4 mid:grid-cols-[14rem_1fr]">
          <Select
            label={t("room")}
            value={roomId}
            onChange={setChosen}
            options={rooms.map(({ room }) => ({ value: room.id, label: room.name }))}
          />
          <SendBar roomId={roomId} lanes={lanes} views={views} noteSent={noteSent} />
        </div>
      )}
      <AgreementLine agreement={agreement} />
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,13.5rem),1fr))] gap-4">
        {views.map((view, index) => {
          const transport = lanes[index]?.transport;
          const checksum = holdings[index]?.checksum ?? null;
          if (!transport) return null;
          return (
            <LanePane
              key={transport}
              transport={transport}
              view={view}
              roomId={roomId}
              arrivals={arrivals[transport]}
              checksum={checksum}
              agrees={checksum !== null && checksum === agreement.checksum}
            />
          );
        })}
      </div>
    </>
  );
}

/** The rooms to choose from, as the first lane knows them that does, by name. */
function useRooms(views: readonly ClientView[]): RoomEntry[] {
  const rooms = views.find((view) => view.state)?.state?.rooms;
  return useMemo(
    () =>
      Object.values(rooms ?? {})
        .filter(({ room }) => !room.archived)
        .sort((left, right) => compareNames(left.room.name, right.room.name)),
    [rooms],
  );
}

/** To the sign-in once the session has ended. */
function useSignInAgain(views: readonly ClientView[]): void {
  const signedOut = views.some(({ connection }) => connection.status === "signedOut");
  useEffect(() => {
    if (signedOut) window.location.replace(`/sign-in?next=${encodeURIComponent("/transports")}`);
  }, [signedOut]);
}
