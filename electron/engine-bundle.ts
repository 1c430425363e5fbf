// What the shell loads of the engine, as one bundle: dist/main/engine.js. One bundle, so that the server and the engine
// share one EngineError.
export { portTransport } from '../main/contract/port.ts';
export { serve } from '../main/contract/server.ts';
export { OpenSession } from '../main/contract/session.ts';
export { openEngine } from '../main/engine.ts';
