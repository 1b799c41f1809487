import { countCharacters, limits, nameSchema, usernameSchema } from "@hiroba/protocol";
import { useTranslations } from "next-intl";

/** What is wrong with something typed, as far as that can be told before the server is asked. */
export type Problem = "empty" | "short" | "long" | "odd";

export function findNameProblem(text: string, length: number = limits.nameLength): Problem | null {
  const folded = text.normalize("NFC").replace(/\s+/gu, " ").trim();
  if (folded === "") return "empty";
  if (countCharacters(folded) > length) return "long";
  return nameSchema(length).safeParse(text).success ? null : "odd";
}

export function findUsernameProblem(text: string): Problem | null {
  const trimmed = text.trim();
  if (trimmed === "") return "empty";
  if (countCharacters(trimmed) > limits.usernameLength) return "long";
  return usernameSchema.safeParse(trimmed).success ? null : "odd";
}

export function findPasswordProblem(password: string): Problem | null {
  if (password === "") return "empty";
  const length = countCharacters(password);
  if (length < limits.passwordMinimum) return "short";
  return length > limits.passwordLength ? "long" : null;
}

/** Says problems of names, usernames and passwords in the reader's language; undefined for none. */
export function useProblemTexts() {
  const t = useTranslations("entry.problems");
  return {
    ofName: (problem: Problem | null, length: number = limits.nameLength) => {
      if (!problem) return undefined;
      if (problem === "long") return t("nameLong", { count: length });
      return t(problem === "empty" ? "nameEmpty" : "nameOdd");
    },
    ofUsername: (problem: Problem | null) => {
      if (!problem) return undefined;
      if (problem === "long") return t("usernameLong", { count: limits.usernameLength });
      return t(problem === "empty" ? "usernameEmpty" : "usernameOdd");
    },
    ofPassword: (problem: Problem | null) => {
      if (!problem) return undefined;
      if (problem === "short") return t("passwordShort", { count: limits.passwordMinimum });
      if (problem === "long") return t("passwordLong", { count: limits.passwordLength });
      return t("passwordEmpty");
    },
  };
}
