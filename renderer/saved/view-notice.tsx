import { useEffect, useRef, useState } from 'react';
import type { SavedView } from '../../main/contract/views.ts';
import { place, usePlace } from '../state/place.ts';
import type { PlaceKeys } from '../state/place-text.ts';
import { openPlace } from '../state/selection.ts';
import { changeSettings, settings } from '../state/settings.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useText } from '../ui/text.ts';
import { isPlain, openView } from './open-view.ts';
import { useViews } from './use-views.ts';

type Look = Pick<ReturnType<typeof settings.get>, 'columnWidths' | 'wrap'>;
type Offer = { view: SavedView; topic: string; before: { keys: PlaceKeys; look: Look } | null };

/** A topic that is chosen alone for the first time opens its view, and says so; where something else is shown it only offers it. */
export function ViewNotice() {
  const text = useText().views;
  const { topics } = usePlace();
  const { views, isKnown } = useViews();
  const [offer, setOffer] = useState<Offer>();
  const done = useRef(new Set<string>());
  const alone = topics?.length === 1 ? topics[0] : undefined;
  useEffect(() => {
    if (!isKnown) return;
    if (alone === undefined) return setOffer(undefined);
    if (done.current.has(alone)) return;
    done.current.add(alone);
    const view = views.find(({ topic }) => topic === alone);
    if (!view) return setOffer(undefined);
    const { columnWidths, wrap } = settings.get();
    const before = isPlain() ? { keys: place.get(), look: { columnWidths, wrap } } : null;
    if (before) openView(view, true);
    setOffer({ view, topic: alone, before });
  }, [alone, isKnown, views]);
  if (!offer || alone !== offer.topic) return null;
  const { view, before } = offer;
  const open = () => {
    openView(view, true);
    setOffer(undefined);
  };
  const back = () => {
    if (before) {
      changeSettings(before.look);
      openPlace(before.keys);
    }
    setOffer(undefined);
  };
  return (
    <Notice
      tone="info"
      action={
        <>
          <Button className="small" onPress={before ? back : open}>
            {before ? text.without : text.open}
          </Button>
          <Button kind="quiet" className="small" onPress={() => setOffer(undefined)}>
            {text.dismiss}
          </Button>
        </>
      }
    >
      {before ? text.opened(view.name, offer.topic) : text.offered(view.name, offer.topic)}
    </Notice>
  );
}
