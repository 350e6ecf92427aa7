/** Remembers a function's answers for up to `max` texts: texts repeat, but anybody may make up more of them. */
export function remembering<Value>(make: (text: string) => Value, max = 10_000): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (known.size >= max) known.clear();
    known.set(text, made);
    return made;
  };
}
