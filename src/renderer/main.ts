import '@fontsource-variable/inter/index.css';
import './app/theme.css';
import { mount } from 'svelte';
import App from './app/App.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('The page lacks its #app.');

export default mount(App, { target });
