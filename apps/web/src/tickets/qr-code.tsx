import { useMemo } from "react";
import classes from "./qr-code.module.css";
import { qrDrawing } from "./qr-path";

/** A QR code, dark on white in any theme, as scanners expect. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { side, path } = useMemo(() => qrDrawing(text), [text]);
  return (
    <svg
      className={classes.code}
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
