import { Mouse } from 'lucide-react';
import { KEY_LIST } from './logs-keys.ts';
import { closeDialog } from './state/dialog.ts';
import { Dialog } from './ui/dialog.tsx';
import { useText } from './ui/text.ts';

export function KeysDialog() {
  const text = useText().logs.keys;
  return (
    <Dialog title={text.title} onClose={closeDialog} width={720}>
      <div className="keys">
        {KEY_LIST.map(({ group, keys }) => (
          <section key={group}>
            <h3>{text.groups[group]}</h3>
            <dl>
              {keys.map(({ press, does }) => (
                <div key={does}>
                  <dt>
                    {press.length === 0 ? <Mouse size={15} aria-hidden /> : null}
                    {press.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{text[does]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
