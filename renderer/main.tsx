import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './ui/tokens.css';
import './ui/base.css';
import './ui/controls.css';
import './app.css';
import './filter/filter.css';
import './saved/saved.css';
import './timeline/timeline.css';
import './records/records.css';
import './records/acts.css';
import './logs.css';
import { createRoot } from 'react-dom/client';
import { Root } from './root.tsx';

const FONT_WAIT_MS = 150;

// The first paint already has its fonts where they load quickly (they are on this machine), so nothing jumps.
await Promise.race([
  Promise.all(
    ['400 13px "Pretendard Variable"', '400 12px "JetBrains Mono Variable"'].map((f) => document.fonts.load(f)),
  ),
  new Promise((resolve) => setTimeout(resolve, FONT_WAIT_MS)),
]);

const element = document.getElementById('root');
if (!element) throw new Error('index.html has no #root');
createRoot(element).render(<Root />);
