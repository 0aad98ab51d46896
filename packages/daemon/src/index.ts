export * from './config.js';
export { createDaemon, type Daemon, type DaemonOptions } from './daemon.js';
export { createLogger, type Logger, type LoggerOptions } from './runtime/logger.js';
export { WaypostError } from './runtime/waypost-error.js';
