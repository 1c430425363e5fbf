import { badLink } from '../state/selection.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useText } from '../ui/text.ts';

/** That the link that led here could not be read whole. */
export function LinkNotice() {
  const text = useText().records.link;
  const bad = useStore(badLink);
  if (bad?.length === 0) return null;
  return (
    <Notice
      tone="warn"
      action={
        <Button className="small" onPress={() => badLink.set([])}>
          {text.dismiss}
        </Button>
      }
    >
      {bad === null ? text.openedNone : text.openedBad(bad.map((part) => text.parts[part]).join(', '))}
    </Notice>
  );
}
