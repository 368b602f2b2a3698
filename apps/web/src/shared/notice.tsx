import { Alert, Text } from "@mantine/core";
import { IconAlertCircle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { bringIntoView, isFocusLost } from "./bring-into-view";
import classes from "./notice.module.css";

type NoticeProps = {
  tone: "error" | "done" | "note";
  title?: string | undefined;
  children: ReactNode;
  /**
   * What the notice answers, such as the error of a mutation: each new value focuses the notice and scrolls it
   * into view. Without it, the notice only takes the focus if it was lost, as by pressing "Try again" in a
   * notice.
   */
  answer?: unknown;
};

const SIGNS = { error: IconAlertCircle, done: IconCircleCheck, note: IconInfoCircle } as const;

/** A framed message next to what it is about. */
export function Notice({ tone, title, children, answer }: NoticeProps) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // After a dialog that closes at the same time has returned the focus.
    const timer = setTimeout(() => {
      const wasUsed = navigator.userActivation?.hasBeenActive ?? true;
      const isDue = answer === undefined ? isFocusLost() && wasUsed : true;
      if (isDue && frame.current) bringIntoView(frame.current);
    });
    return () => clearTimeout(timer);
  }, [answer]);
  const Sign = SIGNS[tone];
  return (
    <Alert
      ref={frame}
      tabIndex={-1}
      role={tone === "error" ? "alert" : "status"}
      variant="outline"
      icon={<Sign aria-hidden />}
      classNames={{ root: classes.notice ?? "", icon: classes.sign ?? "", message: classes.message ?? "" }}
      data-tone={tone}
    >
      {title && <Text fw={600}>{title}</Text>}
      {children}
    </Alert>
  );
}
