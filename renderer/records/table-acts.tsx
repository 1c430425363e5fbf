import { Bookmark, Link, OctagonPause, WrapText } from 'lucide-react';
import { memo } from 'react';
import type { View } from '../../main/contract/records.ts';
import { openDialog } from '../state/dialog.ts';
import { changeSettings } from '../state/settings.ts';
import { IconButton } from '../ui/button.tsx';
import { useText } from '../ui/text.ts';
import { ColumnsMenu } from './columns-menu.tsx';

/** In the corner of the table, wherever its columns are scrolled to. */
export const TableActs = memo(function TableActs(of: { view: View; wrap: boolean; onLink: () => void }) {
  const { view, wrap, onLink } = of;
  const text = useText();
  return (
    <div className="head-corner">
      <fieldset className="head-acts" aria-label={text.records.actions}>
        <IconButton
          className={`small ${wrap ? 'on' : ''}`}
          label={`${text.records.columns.wrap} (w)`}
          aria-pressed={wrap}
          onPress={() => changeSettings({ wrap: !wrap })}
        >
          <WrapText size={13} />
        </IconButton>
        <IconButton className="small" label={text.watch.open} onPress={() => openDialog({ kind: 'watch' })}>
          <OctagonPause size={13} />
        </IconButton>
        <IconButton
          className="small"
          label={text.records.bookmarks.open}
          onPress={() => openDialog({ kind: 'bookmarks' })}
        >
          <Bookmark size={13} />
        </IconButton>
        <IconButton className="small" label={text.records.link.copy} onPress={onLink}>
          <Link size={13} />
        </IconButton>
        <ColumnsMenu view={view} />
      </fieldset>
    </div>
  );
});
