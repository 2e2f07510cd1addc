"""Pages in a browser: headless Chromium, driven by the Node script beside this file through playwright-core."""
