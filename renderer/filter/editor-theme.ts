// CodeMirror as a field of this app. Here and not in a style sheet, where CodeMirror's own rules would come after.
import { EditorView } from '@codemirror/view';

export const theme = EditorView.theme({
  '&': { flex: '1', minWidth: '0' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    // Up to five lines, then it scrolls.
    maxHeight: '100px',
    font: 'var(--size-3) / 18px var(--font-record)',
    fontVariantLigatures: 'none',
    overflow: 'hidden auto',
  },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--text)', wordBreak: 'normal' },
  '.cm-line': { padding: '0 2px' },
  '.cm-placeholder': {
    color: 'var(--text-3)',
    // One line, cut: it must not make the field grow.
    display: 'inline-block',
    maxWidth: '100%',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    verticalAlign: 'top',
  },
  '.cm-tooltip': {
    zIndex: '9',
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius)',
    background: 'var(--raised)',
    color: 'var(--text)',
    boxShadow: 'var(--shadow)',
    overflow: 'hidden',
  },
  // Below the field, not over its edge.
  '.cm-tooltip.cm-tooltip-below': { marginTop: '9px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > completion-section': {
    padding: '2px 8px 4px',
    border: '0',
    opacity: '1',
    color: 'var(--text-3)',
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--size-1)',
    textAlign: 'right',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    minWidth: '220px',
    maxWidth: 'min(520px, 90vw)',
    maxHeight: '264px',
    padding: '4px',
    font: 'var(--size-2) / 18px var(--font-record)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    alignItems: 'baseline',
    gap: '16px',
    padding: '2px 8px',
    borderRadius: '4px',
    lineHeight: '18px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--selected)', color: 'var(--text)' },
  '.cm-completionLabel': { flex: '1', minWidth: '0', overflow: 'hidden', textOverflow: 'ellipsis' },
  '.of-field .cm-completionLabel': { color: 'var(--accent)' },
  '.of-word .cm-completionLabel, .of-function .cm-completionLabel': { color: 'var(--text-2)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': {
    margin: '0',
    color: 'var(--text-3)',
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--size-1)',
    fontStyle: 'normal',
    fontVariantNumeric: 'tabular-nums',
  },
});
