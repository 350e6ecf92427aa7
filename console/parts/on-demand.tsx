import { use, type ComponentType } from 'react';

/** Replaces the browser's own message, which names a file. */
const NOT_LOADED =
  'The code of this part of the console could not be loaded: the service was not reached, or has a newer version since. Reload the page.';

/** A component whose code may have to be loaded: when it is first shown, or ahead of that by `load`. */
export type OnDemand<Props> = ComponentType<Props> & { readonly load?: () => Promise<unknown> };

/**
 * Unlike with React's `lazy`, a component whose code is there is rendered at once. `lazy` always suspends the first
 * time, and then React shows the placeholder for at least 300 ms.
 */
export function onDemand<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): OnDemand<Props> {
  let Loaded: ComponentType<Props> | undefined;
  let loading: Promise<ComponentType<Props>> | undefined;
  const loadOnce = () =>
    (loading ??= load().then(
      (module) => (Loaded = module.default),
      (cause: unknown) => {
        throw new Error(NOT_LOADED, { cause });
      },
    ));
  return Object.assign(
    function Loading(props: Props) {
      const Ready = Loaded ?? use(loadOnce());
      return <Ready {...props} />;
    },
    { load: loadOnce },
  );
}
