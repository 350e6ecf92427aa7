import { useEffect, useEffectEvent, useRef } from 'react';

/** The same as a function that may be called as often as one likes, and acts at most once in so many ms, the last time too. */
export function useRested(act: () => void, restMs: number): () => void {
  const latest = useEffectEvent(act);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wanted = useRef(() => {});
  useEffect(() => {
    wanted.current = () => {
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        latest();
      }, restMs);
    };
    return () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [restMs]);
  return useRef(() => wanted.current()).current;
}
