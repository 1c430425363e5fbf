import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { Profile } from '../../main/contract/session.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { shell } from '../engine/shell.ts';
import { IconButton } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useText, useTold } from '../ui/text.ts';

/** Saved connections to start from, the last used first. */
export function ProfileList({
  profiles,
  chosen,
  choose,
  removed,
}: {
  profiles: readonly Profile[];
  chosen: string | undefined;
  choose: (profile: Profile | undefined) => void;
  removed: () => void;
}) {
  const text = useText();
  const told = useTold();
  const engine = useEngine();
  const [trouble, setTrouble] = useState<string>();

  const remove = async (profile: Profile) => {
    try {
      // Its secrets first: without it nobody could find and forget them.
      await shell()?.forgetSecrets(profile.id);
      await engine.call('profiles.remove', { id: profile.id });
      if (profile.id === chosen) choose(undefined);
      setTrouble(undefined);
      removed();
    } catch (error) {
      const data = visibleError(error);
      if (data) setTrouble(text.connect.removeFailed(told(data)));
    }
  };

  return (
    <section className="saved" aria-label={text.connect.saved}>
      <div className="saved-inner">
        <h3>{text.connect.saved}</h3>
        <ul>
          {profiles.map((profile) => {
            const brokers = profile.connection.brokers;
            const name = profile.connection.name ?? text.connect.unnamed(brokers[0] ?? '', brokers.length - 1);
            return (
              <li key={profile.id} className="saved-row">
                <AriaButton
                  className="saved-choose"
                  aria-pressed={profile.id === chosen}
                  onPress={() => choose(profile)}
                >
                  <span className="cut saved-name">{name}</span>
                  <span className="cut saved-brokers" title={brokers.join(', ')}>
                    {brokers.join(', ')}
                  </span>
                </AriaButton>
                <IconButton label={text.connect.remove(name)} className="small" onPress={() => void remove(profile)}>
                  <Trash2 size={13} />
                </IconButton>
              </li>
            );
          })}
          <li className="saved-row">
            <AriaButton
              className="saved-choose new"
              aria-pressed={chosen === undefined}
              onPress={() => choose(undefined)}
            >
              <Plus size={14} aria-hidden />
              {text.connect.newOne}
            </AriaButton>
          </li>
        </ul>
        {trouble === undefined ? null : <Notice tone="error">{trouble}</Notice>}
      </div>
    </section>
  );
}
