import { allStories } from './stories/all.js';

allStories('ws');
