import { useEffect, useEffectEvent, useRef } from 'react';

/** A throttled function: it runs at most once in `restMs`, and always after the last call. */
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
