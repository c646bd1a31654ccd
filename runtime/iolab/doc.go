// Package iolab is input and output to be asynchronous about: things that are
// slow because somebody else is, with knobs for how slow, and how reliable.
//
// Everything is real unless its page says otherwise:
//
//   - [DB] is a database in a file, with transactions: one writer, many readers,
//     and commits that wait for the disk.
//   - [Server] is a web service on this machine's loopback network, spoken to
//     with HTTP by [Get], [Download], [Upload] or any other client.
//   - [Copy], [Download] and [Upload] move files, with progress, over a [Link]
//     whose bandwidth they share.
//   - [Device] is the simulated one: a number of places, a latency, a rate of
//     failures. [Stats] of it show Little's law.
//   - [Ladder] measures how long things take on this machine, from memory to the
//     network.
//
// The knobs are the same everywhere: [Latency], [Jitter], [FailRate],
// [Bandwidth], [Places], [Seed]. Chance comes from the seed.
//
//	srv, err := iolab.NewServer(iolab.Latency(100*time.Millisecond), iolab.FailRate(0.1))
//	text, err := iolab.Get(ctx, srv.URL()+"/echo?text=hi")
//
// # Virtual time
//
// All delays are those of package time, so that under virtual time (package
// vtime, testing/synctest) an hour of latency takes none. There the network is
// to be one in memory: [InMemory]. Files and databases are real there too, and
// what they cost besides their Latency is not seen by the virtual clock.
//
// # Cells
//
// Everything that waits ends when its context does or when the cell that called
// is interrupted. Servers and databases live on after their cell, until Close.
package iolab
