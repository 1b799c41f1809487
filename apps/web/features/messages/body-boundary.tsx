import { Component, type ReactNode } from "react";

type BodyBoundaryProps = { fallback: ReactNode; children: ReactNode };

/** Holds a text that cannot be drawn to its own message, instead of taking the page with it. */
export class BodyBoundary extends Component<BodyBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
