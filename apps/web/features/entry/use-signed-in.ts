"use client";
import { useAnswer } from "@/lib/use-answer";
import { readSession } from "./sign-in";

/** Whether somebody is signed in in this browser; null until known. Without an answer it counts as no. */
export function useSignedIn(): boolean | null {
  const { data, failure } = useAnswer(readSession);
  if (data) return data.userId !== null;
  return failure ? false : null;
}
