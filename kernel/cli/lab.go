package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"interleave/install"
	"interleave/notebooks"
)

// labCommand is `interleave lab`.
type labCommand struct {
	dir      string
	language string
	private  bool
}

func newLab() *cobra.Command {
	c := &labCommand{}
	cmd := &cobra.Command{
		Use:   "lab [flags] [-- JUPYTERLAB-FLAGS...]",
		Short: "Open JupyterLab with this kernel and the bundled notebooks",
		Long: `Lab starts JupyterLab with this kernel and opens the first of the bundled
notebooks. They are copied to a folder of yours; files that are there already stay as they are.

It uses the JupyterLab 4 on your PATH. If there is none, it makes a Python environment
of its own with a fixed JupyterLab, once, in your cache folder; that needs Python 3.11
or newer. Nothing is installed anywhere else.`,
		Example: `  interleave lab
  interleave lab --language pt -- --no-browser --port 9000`,
		RunE: c.run,
	}
	f := cmd.Flags()
	f.StringVar(&c.dir, "dir", "interleave-notebooks", "`FOLDER` for the notebooks")
	f.StringVar(&c.language, "language", "", "`LANGUAGE` of the notebook to open, en or pt (default: the system's)")
	f.BoolVar(&c.private, "private", false, "use the environment of its own even if there is a JupyterLab on PATH")
	setting(cmd, "private", "INTERLEAVE_PRIVATE_LAB")
	return cmd
}

func (c *labCommand) run(cmd *cobra.Command, args []string) error {
	if n := cmd.ArgsLenAtDash(); len(args) > 0 && n != 0 {
		return usageError("unexpected argument %q; flags for JupyterLab go after --", args[0])
	}
	switch c.language {
	case "":
		c.language = systemLanguage()
	case "en", "pt":
	default:
		return usageError("--language %s: there are en and pt", c.language)
	}
	ctx, stop := untilSignal(cmd.Context())
	lab, err := c.find(ctx, cmd.ErrOrStderr())
	stop()
	if err != nil {
		if end := endedBySignal(ctx); end != nil {
			return end
		}
		return err
	}
	if err := c.installKernel(&lab); err != nil {
		return err
	}
	copied, err := notebooks.CopyTo(c.dir)
	if err != nil {
		return fmt.Errorf("copy the notebooks: %w", err)
	}
	dir, err := filepath.Abs(c.dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "The notebooks are in %s (%d new). JupyterLab %s starts; Ctrl-C ends it.\n", dir, copied, lab.version)
	return lab.serve(cmd.Context(), dir, notebooks.Start(c.language), args)
}

// jupyterLab is a JupyterLab that can be started.
type jupyterLab struct {
	program string // jupyter-lab
	version string
	environ []string
}

// find looks on PATH first. An older JupyterLab is left alone.
func (c *labCommand) find(ctx context.Context, progress io.Writer) (jupyterLab, error) {
	if !c.private {
		if lab, ok := labOnPath(ctx); ok {
			return lab, nil
		}
	}
	bar := newEnvironmentProgress(progress)
	env, err := install.Python(ctx, install.Lab, bar.tell)
	bar.end()
	if err != nil {
		return jupyterLab{}, err
	}
	lab := jupyterLab{program: env.Program("jupyter-lab"), environ: env.Environ(os.Environ())}
	lab.version, err = labVersion(ctx, lab.program)
	return lab, err
}

func labOnPath(ctx context.Context) (jupyterLab, bool) {
	program, err := exec.LookPath("jupyter-lab")
	if err != nil {
		return jupyterLab{}, false
	}
	version, err := labVersion(ctx, program)
	if err != nil {
		return jupyterLab{}, false
	}
	major, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(major)
	return jupyterLab{program: program, version: version, environ: os.Environ()}, err == nil && n >= 4
}

func labVersion(ctx context.Context, program string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("start JupyterLab: %s --version: %w", program, err)
	}
	return strings.TrimSpace(string(out)), nil
}

// installKernel writes the kernelspec to a data folder of our own, which comes
// first on the search path of this JupyterLab only: it needs no right to write
// and changes nothing that the user has.
func (c *labCommand) installKernel(lab *jupyterLab) error {
	cache, err := install.CacheDir()
	if err != nil {
		return err
	}
	binary, err := install.Executable()
	if err != nil {
		return err
	}
	data := filepath.Join(cache, "jupyter")
	if _, err := install.Install(install.OwnSpec(binary), install.Target{Data: data}, true); err != nil {
		return err
	}
	path := data
	if old := os.Getenv("JUPYTER_PATH"); old != "" {
		path += string(filepath.ListSeparator) + old
	}
	lab.environ = append(lab.environ, "JUPYTER_PATH="+path)
	return nil
}

// serve runs JupyterLab in the foreground. Ctrl-C reaches it directly, since it
// belongs to our process group; it asks back, so we wait. SIGTERM is handed on.
func (lab jupyterLab) serve(ctx context.Context, dir, start string, args []string) error {
	argv := []string{"--ServerApp.root_dir=" + dir, "--LabApp.default_url=/lab/tree/" + start}
	if os.Geteuid() == 0 {
		argv = append(argv, "--allow-root") // in a container; JupyterLab refuses root otherwise
	}
	cmd := exec.CommandContext(ctx, lab.program, append(argv, args...)...)
	cmd.Env = lab.environ
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start JupyterLab: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			if s == syscall.SIGTERM {
				cmd.Process.Signal(s)
			}
		case err := <-ended:
			var exit *exec.ExitError
			if errors.As(err, &exit) && exit.ExitCode() > 0 {
				return &exitError{exit.ExitCode(), fmt.Errorf("JupyterLab ended: %w", err)}
			}
			return err
		}
	}
}

// systemLanguage is the language of the messages that the user gets elsewhere.
func systemLanguage() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(v, "pt") {
				return "pt"
			}
			return "en"
		}
	}
	return "en"
}

// environmentProgress shows how far install.Python is: a bar in a terminal,
// lines elsewhere.
type environmentProgress struct {
	w    io.Writer
	bar  *progressbar.ProgressBar
	last string
}

func newEnvironmentProgress(w io.Writer) *environmentProgress { return &environmentProgress{w: w} }

func (p *environmentProgress) tell(step string, done, total int) {
	if !isTerminal(p.w) {
		if step != p.last && !strings.HasPrefix(step, "fetching ") {
			fmt.Fprintln(p.w, step)
			p.last = step
		}
		return
	}
	if p.bar == nil {
		fmt.Fprintln(p.w, "JupyterLab gets a Python environment of its own. This is done once and takes about a minute.")
		p.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(p.w), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetWidth(30), progressbar.OptionSetPredictTime(false), progressbar.OptionShowCount())
	}
	if total > 0 && p.bar.GetMax() != total {
		p.bar.ChangeMax(total)
	}
	p.bar.Describe(fmt.Sprintf("%-40s", shorten(step, 40)))
	if done > 0 {
		p.bar.Set(min(done, total-1)) // a full bar clears itself; the end does that
	}
}

func (p *environmentProgress) end() {
	if p.bar != nil {
		p.bar.Finish()
	}
}
