import { Component, type ReactNode } from 'react';

type Props = { fallback: (error: Error, retry: () => void) => ReactNode; resetKey: string; children: ReactNode };
type State = { error: Error | null; key: string };

/** A view that throws takes no other down. Another `resetKey` (another view) tries anew. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, key: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.key ? null : { error: null, key: props.resetKey };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error ? this.props.fallback(error, () => this.setState({ error: null })) : this.props.children;
  }
}
