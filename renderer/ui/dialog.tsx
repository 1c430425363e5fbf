import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './button.tsx';
import { useText } from './text.ts';

/**
 * A modal dialog while it is rendered: render it conditionally. Esc, the ×, and (unless `stay`) a click outside close it.
 * `footer` is the row of buttons at the bottom; width in pixels, at most the window's.
 */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  width = 560,
  stay = false,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  width?: number;
  stay?: boolean;
}) {
  const text = useText();
  return (
    <ModalOverlay
      isOpen
      isDismissable={!stay}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className="veil"
    >
      <Modal className="modal" style={{ width }}>
        <AriaDialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title">{title}</Heading>
            <IconButton label={text.shell.close} onPress={onClose}>
              <X size={16} />
            </IconButton>
          </div>
          <div className="dialog-body">{children}</div>
          {footer === undefined ? null : <div className="dialog-foot">{footer}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
