// Imports are denied unless listed: who may import whom, by folder; and which packages, by folder. Run in CI.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

type Rule = { folders: string[]; packages: string[] };
const NODE = 'node:*';

// A folder may always import itself. Files directly in main/ and renderer/ have rules of their own.
const RULES: Record<string, Rule> = {
  'main/contract': { folders: [], packages: ['zod'] },
  'main/base': { folders: ['main/contract'], packages: [NODE] },
  'main/parse': { folders: ['main/base', 'main/contract'], packages: [] },
  'main/query': { folders: ['main/base', 'main/contract'], packages: ['re2js', 'ipaddr.js'] },
  'main/alerts': { folders: ['main/contract'], packages: [] },
  'main/health': { folders: ['main/contract'], packages: [] },
  'main/kafka': {
    folders: ['main/base', 'main/contract', 'main/parse', 'main/health'],
    packages: [
      ...[NODE, 'kafkajs', 'lz4-napi', 'snappyjs', 'zod'],
      ...['oauth4webapi', '@smithy/signature-v4', '@aws-sdk/credential-provider-node'],
    ],
  },
  'main/store': {
    folders: ['main/base', 'main/contract', 'main/query', 'main/parse', 'main/export'],
    packages: [NODE, 'better-sqlite3'],
  },
  'main/export': { folders: ['main/base', 'main/contract'], packages: [NODE] },
  'main/hosts': {
    folders: ['main', 'main/base', 'main/contract', 'main/query', 'main/health'],
    packages: [NODE, 'ws', 'commander', 'cli-progress', 'string-width', 'wrap-ansi', 'zod'],
  },
  main: {
    folders: ['alerts', 'base', 'contract', 'kafka', 'store', 'query', 'export', 'health'].map(
      (name) => `main/${name}`,
    ),
    packages: [NODE],
  },
  electron: { folders: ['main', 'main/base', 'main/contract'], packages: [NODE, 'electron'] },
  'renderer/engine': { folders: ['main/contract'], packages: ['react'] },
  'renderer/state': { folders: ['main/contract', 'renderer/engine'], packages: ['react', 'zod'] },
  'renderer/ui': {
    folders: ['main/contract', 'renderer/engine', 'renderer/state'],
    packages: ['react', 'react-aria-components', 'lucide-react'],
  },
  ...Object.fromEntries(
    ['timeline', 'records', 'coverage', 'export', 'connect', 'alerts'].map((view) => [
      `renderer/${view}`,
      {
        folders: ['main/contract', 'renderer/engine', 'renderer/state', 'renderer/ui'],
        packages: ['react', 'react-aria-components', 'lucide-react'],
      },
    ]),
  ),
  'renderer/health': {
    // What the command line says, too, is worked out once: main/health is pure.
    folders: ['main/contract', 'main/health', 'renderer/engine', 'renderer/state', 'renderer/ui'],
    packages: ['react', 'react-aria-components', 'lucide-react'],
  },
  'renderer/saved': {
    folders: ['main/contract', 'renderer/engine', 'renderer/state', 'renderer/ui'],
    packages: ['react', 'react-aria-components', 'lucide-react', 'zod'],
  },
  'renderer/filter': {
    folders: ['main/contract', 'renderer/engine', 'renderer/state', 'renderer/ui'],
    packages: [
      ...['react', 'react-aria-components', 'lucide-react'],
      ...['state', 'view', 'commands', 'autocomplete'].map((part) => `@codemirror/${part}`),
    ],
  },
  renderer: {
    folders: [
      'main/contract',
      ...[
        'engine',
        'state',
        'ui',
        'timeline',
        'records',
        'filter',
        'coverage',
        'health',
        'export',
        'connect',
        'saved',
        'alerts',
      ].map((v) => `renderer/${v}`),
    ],
    packages: [
      'react',
      'react-dom',
      'react-aria-components',
      'lucide-react',
      'pretendard',
      '@fontsource-variable/jetbrains-mono',
    ],
  },
};

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(?:type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;
const STYLE = /\.(css|svg|png|woff2)$/;
const root = join(import.meta.dirname, '..');
const problems: string[] = [];
let files = 0;

for (const file of globSync(['main/**/*.ts', 'electron/**/*.ts', 'renderer/**/*.{ts,tsx}'], { cwd: root })) {
  const path = file.split(sep).join('/');
  const rule = ruleOf(path);
  files++;
  for (const match of readFileSync(join(root, file), 'utf8').matchAll(IMPORT)) {
    const target = match[1] ?? match[2] ?? '';
    const denied = check(path, rule, target);
    if (denied) problems.push(`${path}: ${denied}`);
  }
}

if (files < 20) problems.push(`only ${files} files were checked: the globs are wrong`);
for (const problem of problems) console.error(problem);
console.log(`imports: ${files} files, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

function folderOf(path: string): string {
  const parts = path.split('/').slice(0, -1);
  return parts.slice(0, 2).join('/');
}

function ruleOf(path: string): Rule {
  const rule = RULES[folderOf(path)];
  if (!rule) throw new Error(`${path} is in no folder that build/check-imports.ts knows`);
  return rule;
}

function check(path: string, rule: Rule, target: string): string | undefined {
  if (target.startsWith('.')) {
    const to = relative(root, join(root, dirname(path), target))
      .split(sep)
      .join('/');
    if (STYLE.test(to.replace(/\?.*$/, ''))) return undefined;
    const folder = folderOf(to);
    if (folder === folderOf(path) || rule.folders.includes(folder)) return undefined;
    return `may not import ${to}`;
  }
  const allowed = rule.packages.some((name) =>
    name === NODE ? target.startsWith('node:') : target === name || target.startsWith(`${name}/`),
  );
  return allowed ? undefined : `may not import the package ${target}`;
}
