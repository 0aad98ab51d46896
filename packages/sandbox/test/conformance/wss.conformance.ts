import { allStories } from './stories/all.js';

allStories('wss');
