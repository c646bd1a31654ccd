// Package browser holds the tests that act as the person in front of the
// screen: a private JupyterLab server, a headless Chromium, and this kernel.
// It has no code of its own; everything is in its test files.
package browser
