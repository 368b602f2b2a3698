import { counted } from "./counted";
import bar from "./list-bar.module.css";

type ListCountProps = {
  /** How many entries are shown; undefined until that is known. */
  shown: number | undefined;
  /** One entry, and several where that is not an "s" more. */
  noun: string;
  plural?: string;
  hasMore: boolean;
  /** The order in which several stand, such as "newest first". */
  order?: string;
  className?: string | undefined;
};

/** How many entries a list shows, whether there are more, and in which order. */
export function ListCount({ shown, noun, plural, hasMore, order, className = "" }: ListCountProps) {
  return (
    <p className={`${bar.count} ${className}`} aria-live="polite">
      {shown !== undefined &&
        counted(shown, noun, plural) +
          (hasMore ? " shown, there are more" : "") +
          (order !== undefined && shown > 1 ? `, ${order}` : "")}
    </p>
  );
}
