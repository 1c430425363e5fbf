// What can be done with a record, or with one of its cells: by the right mouse button, or by a key.
import { Bookmark, BookmarkX, Copy, Filter, FilterX, Link, UnfoldVertical } from 'lucide-react';
import { useRef } from 'react';
import { Header, Menu, MenuItem, MenuSection, Popover, Separator, SubmenuTrigger } from 'react-aria-components';
import type { ExportFormat } from '../../main/contract/export.ts';
import type { Row } from '../../main/contract/records.ts';
import type { Column } from '../state/column.ts';
import { useFormat, useText } from '../ui/text.ts';
import { type Cell, cellOf, cellsOf } from './cells.ts';
import type { MenuAt } from './records-table.tsx';

const ICON = { size: 14, 'aria-hidden': true } as const;

export type RecordMenuActs = {
  filter(added: string): void;
  copyValue(value: string): void;
  copy(format: ExportFormat): void;
  around(): void;
  bookmark(): void;
  link(): void;
};

export function RecordMenu({
  at,
  row,
  columns,
  fields,
  chosen,
  bookmarked,
  acts,
  onClose,
}: {
  at: MenuAt;
  row: Row;
  columns: readonly Column[];
  fields: readonly string[];
  /** how many records would be copied */
  chosen: number;
  bookmarked: boolean;
  acts: RecordMenuActs;
  onClose: () => void;
}) {
  const text = useText();
  const format = useFormat();
  const words = text.records.menu;
  const anchor = useRef<HTMLSpanElement>(null);
  const cell = at.column === undefined ? undefined : cellOf(row, at.column, fields, text, format);
  const cells = cell ? [] : cellsOf(row, columns, fields, text, format);
  const copyName = chosen > 1 ? words.copyMany(format.number(chosen)) : words.copy;
  return (
    <>
      <span ref={anchor} className="menu-anchor" style={{ left: at.x, top: at.y }} />
      <Popover
        className="popover"
        placement="bottom start"
        offset={2}
        triggerRef={anchor}
        isOpen
        onOpenChange={(open) => {
          if (!open) onClose();
        }}
      >
        <Menu className="menu record-menu" aria-label={words.title} autoFocus="first" onClose={onClose}>
          {cell ? (
            <MenuSection>
              <Header className="menu-title cut">{titleOf(cell, words)}</Header>
              {cellItems(cell, words, acts)}
            </MenuSection>
          ) : null}
          {cells.map((one) => (
            <SubmenuTrigger key={one.id}>
              <MenuItem className="menu-item" textValue={one.name}>
                <span className="cut">{titleOf(one, words)}</span>
                <span className="menu-more" aria-hidden>
                  ›
                </span>
              </MenuItem>
              <Popover className="popover of-cell">
                <Menu className="menu" aria-label={titleOf(one, words)} onClose={onClose}>
                  {cellItems(one, words, acts)}
                </Menu>
              </Popover>
            </SubmenuTrigger>
          ))}
          <Separator className="menu-line" />
          <SubmenuTrigger>
            <MenuItem className="menu-item" textValue={copyName}>
              <Copy {...ICON} /> {copyName}
              <span className="menu-more" aria-hidden>
                ›
              </span>
            </MenuItem>
            <Popover className="popover of-cell">
              <Menu className="menu" aria-label={copyName} onClose={onClose}>
                {(['text', 'ndjson', 'csv'] as const).map((as) => (
                  <MenuItem key={as} className="menu-item" onAction={() => acts.copy(as)}>
                    {text.records.chosen[as]}
                  </MenuItem>
                ))}
              </Menu>
            </Popover>
          </SubmenuTrigger>
          <MenuItem className="menu-item" onAction={acts.around}>
            <UnfoldVertical {...ICON} /> {words.around} <kbd>s</kbd>
          </MenuItem>
          <MenuItem className="menu-item" onAction={acts.bookmark}>
            {bookmarked ? <BookmarkX {...ICON} /> : <Bookmark {...ICON} />}
            {bookmarked ? words.unbookmark : words.bookmark} <kbd>b</kbd>
          </MenuItem>
          <MenuItem className="menu-item" onAction={acts.link}>
            <Link {...ICON} /> {words.link}
          </MenuItem>
        </Menu>
      </Popover>
    </>
  );
}

type Words = ReturnType<typeof useText>['records']['menu'];

function titleOf({ name, shown }: Cell, words: Words): string {
  return shown === '' ? words.noValue(name) : words.cell(name, shown);
}

function cellItems({ shown, value, only, hide }: Cell, words: Words, acts: RecordMenuActs) {
  const none = shown === '';
  return [
    only === undefined ? null : (
      <MenuItem key="only" className="menu-item" onAction={() => acts.filter(only)}>
        <Filter {...ICON} /> {none ? words.without : words.filterFor}
      </MenuItem>
    ),
    hide === undefined ? null : (
      <MenuItem key="hide" className="menu-item" onAction={() => acts.filter(hide)}>
        <FilterX {...ICON} /> {none ? words.having : words.exclude}
      </MenuItem>
    ),
    none ? null : (
      <MenuItem key="copy" className="menu-item" onAction={() => acts.copyValue(value)}>
        <Copy {...ICON} /> {words.copyValue}
      </MenuItem>
    ),
  ];
}
