import { Component, type ReactNode } from 'react';
import { Problem } from './problem.tsx';

interface State {
  readonly error: unknown;
}

/** Shows an error of a page in its place, so that the rest stays usable. */
export class Caught extends Component<{ readonly children: ReactNode }, State> {
  override readonly state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === undefined ? this.props.children : <Problem error={error} retry={() => location.reload()} />;
  }
}
