import { useTranslations } from "next-intl";
import type { ComponentProps, ReactNode } from "react";
import type { Components } from "react-markdown";
import { Link } from "@/ui/link";
import { CodeBlock } from "./code-block";
import { Mention } from "./mention";
import { useInnerTabIndex } from "./tabbable";

/** How the parts of a message's text are drawn. */
export const bodyParts: Components = {
  a: ({ href, children }) => <BodyLink href={href}>{children}</BodyLink>,
  // A picture from elsewhere would tell its host who reads this; it becomes a link.
  img: ({ src, alt }) => <BodyLink href={typeof src === "string" ? src : ""}>{alt || String(src)}</BodyLink>,
  mark: MarkPart,
  pre: PrePart,
  table: TablePart,
  input: ({ checked }) => <TaskMark done={checked === true} />,
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
};

/** A headline inside a message is no headline of the page. */
function Heading({ children }: { children?: ReactNode }) {
  return <p className="font-semibold text-lg">{children}</p>;
}

function BodyLink({ href = "", children }: { href?: string | undefined; children?: ReactNode }) {
  const tabIndex = useInnerTabIndex();
  if (href === "") return children;
  const own = toOwnPath(href);
  if (own) {
    return (
      <Link href={own} tabIndex={tabIndex}>
        {children}
      </Link>
    );
  }
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc" tabIndex={tabIndex}>
      {children}
    </a>
  );
}

/** The path of a link to a room of this server; null for every other. */
function toOwnPath(href: string): string | null {
  if (!URL.canParse(href, window.location.href)) return null;
  const url = new URL(href, window.location.href);
  return url.origin === window.location.origin && url.pathname.startsWith("/rooms/") ? url.pathname + url.search : null;
}

function MarkPart({ children, ...rest }: ComponentProps<"mark"> & { "data-user"?: string }) {
  return <Mention userId={rest["data-user"] ?? ""}>{children}</Mention>;
}

/** A task's box, which cannot be ticked: the text is its author's. */
function TaskMark({ done }: { done: boolean }) {
  const t = useTranslations("messages");
  return (
    <span role="img" aria-label={done ? t("taskDone") : t("taskToDo")}>
      {done ? "☑" : "☐"}
    </span>
  );
}

/** Browsers let Tab come to whatever scrolls, unless they are told not to. */
function TablePart({ children }: { children?: ReactNode }) {
  return (
    <div className="overflow-x-auto" tabIndex={useInnerTabIndex()}>
      <table>{children}</table>
    </div>
  );
}

type CodeElement = { props: { className?: string; children?: ReactNode } };

function PrePart({ children }: { children?: ReactNode }) {
  const code = children as CodeElement | undefined;
  const language = /language-(\S+)/u.exec(code?.props.className ?? "")?.[1] ?? "";
  return <CodeBlock language={language} code={String(code?.props.children ?? "").replace(/\n$/u, "")} />;
}
