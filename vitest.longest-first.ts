import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that start many processes, or do the same many times: others run beside them, and would have to wait after them. */
const LONG = [
  "failpoints",
  "bench",
  "lifecycle",
  "undo",
  "crash",
  "programs",
  "two-processes",
  "booking-life",
  "cancelled-at-once",
  "ids",
  "outcomes",
  "durability",
  "fuzz",
  "hold-runs-out",
  "every-page",
  "answers",
  "event-editing",
  "account-pages",
  "zoom",
  "paying",
];

/** Runs the longest files first, so that none of them is alone at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = LONG.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return index === -1 ? LONG.length : index;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
