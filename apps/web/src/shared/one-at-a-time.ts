import { useRef } from "react";

type Startable<Input> = {
  mutate(input: Input, options: { onSettled: () => void }): void;
};

/**
 * Starts a mutation unless it is in progress: the second click of a double click comes before React re-renders.
 */
export function useOneAtATime<Input>({ mutate }: Startable<Input>): (input: Input) => void {
  const isUnderWay = useRef(false);
  return (input) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    mutate(input, {
      onSettled: () => {
        isUnderWay.current = false;
      },
    });
  };
}
