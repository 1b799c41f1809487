"use client";
import type { CommandOutput, Failure } from "@hiroba/protocol";
import { useCallback, useEffect, useRef, useState } from "react";
import { getClient } from "@/store/client";

type DeviceLink = CommandOutput<"deviceLink.create">;

/** A link for another device, made when first shown and anew on demand. */
export function useDeviceLink() {
  const [link, setLink] = useState<DeviceLink | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const asked = useRef(false);
  const renew = useCallback(() => {
    setLink(null);
    setFailure(null);
    void getClient()
      .call("deviceLink.create", {})
      .then((result) => (result.ok ? setLink(result.data) : setFailure(result.error)));
  }, []);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    renew();
  }, [renew]);
  return { link, failure, renew };
}
