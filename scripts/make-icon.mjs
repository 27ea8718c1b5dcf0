#!/usr/bin/env node
/** Makes resources/icon.png from resources/icon.svg. */
import { writeFileSync } from 'node:fs';
import { iconFile, iconPng, iconSizePx } from './packaging/icon.mjs';

writeFileSync(iconFile, iconPng(iconSizePx));
