import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { shell } from '../engine/shell.ts';
import { Button } from '../ui/button.tsx';
import { useText } from '../ui/text.ts';

/** Shows the file in the system's file manager; nothing in a browser, which cannot. */
export function RevealFile({ path }: { path: string }) {
  const text = useText();
  const [trouble, setTrouble] = useState<string>();
  const desktop = shell();
  if (!desktop) return null;
  const reveal = () =>
    desktop.revealFile(path).catch((error: unknown) => {
      setTrouble(text.exports.revealFailed(error instanceof Error ? error.message : String(error)));
    });
  return (
    <>
      <Button className="small" onPress={() => void reveal()}>
        <FolderOpen size={13} aria-hidden />
        {text.exports.reveal}
      </Button>
      {trouble === undefined ? null : <p className="job-result failed">{trouble}</p>}
    </>
  );
}
