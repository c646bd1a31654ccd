// Package wire turns bytes into messages of the Jupyter protocol and back. It has four nouns: a [Message] with its typed
// contents, the [Connection] file, the [Server] with the kernel's five sockets, and the [Client] with a front end's. It is
// the only package that uses zmq4.
//
// The protocol: https://jupyter-client.readthedocs.io/en/stable/messaging.html. ZMTP, which carries it:
// https://rfc.zeromq.org/spec:23/ZMTP/.
//
// # How zmq4 is guarded
//
// zmq4 v0.17.0 does ROUTER, PUB, DEALER and SUB. It never touches a network connection: it is given listeners and
// connections of this package, through zmq4.RegisterTransport (transport.go). They close its measured faults from outside:
//
//   - It shakes hands inside its accept loop without a deadline, so that one silent peer keeps all others out. Here each
//     peer shakes hands in a goroutine of its own with a deadline; few may be half open, and the oldest gives way
//     (listener.go). zmq4 sees a handshake of our own making, which cannot fail (peer.go).
//   - Unknown socket types, a cut READY and large lengths make it panic or run out of memory. READY is read strictly
//     (zmtp.go); frames and messages have limits, and zmq4 sees the header of a frame only when the whole message is in
//     memory (inbox.go).
//   - It writes to the network while it holds locks of the socket, so that one peer that does not read stops all. Our
//     Write puts whole messages into a queue of the peer and returns (assembler.go, outbox.go). A peer that stays stuck, or
//     whose queue is full, is cut off; it is never fed a stream with holes, since it could not know what it missed
//     (decision 6).
//   - It hides subscriptions, so that there is no moment for iopub_welcome. zmq4 believes every subscriber to want
//     everything; the queue of the peer filters, and takes the welcome in the same step as the subscription (outbox.go).
//   - A subscriber that sends ordinary messages blocks its reader for ever. They are discarded (peer.go).
//   - Its PUB has an unbounded queue of its own, and messages in it are lost at exit. A subscriber in memory tells how far
//     the queue is worked off (tap.go); Publisher.Wait, Server.Flush and Server.Close rest on it.
//   - Its PUB has a goroutine that it never ends. The tap ends it from inside (publisher.go).
//   - A ROUTER waits with its first Send for its first peer, up to five minutes. Router.Send drops what has no peer.
//   - Of two peers with one identity both get the replies. The one accepted later takes the identity over, in whatever order
//     their handshakes end (group.go).
//   - A PING is not answered and is handed to the application. Commands end here (peer.go).
//   - A connection that breaks in the middle of a frame is never forgotten. Our errors are of the kind that zmq4 minds.
//   - Its readers hang for ever on messages that nobody receives. Close ends the peers first and receives until then.
//   - Out of descriptors its accept loop spins. Ours pauses, and cuts half-open peers (listener.go).
//   - It removes no stale socket file, and makes the file accessible to others (address.go).
//   - REP answers a request without body wrongly and fails on one without delimiter: the heartbeat is a ROUTER.
//   - It logs to stderr. Its logger leads to Options.Log.
//   - As a client it dials a fixed number of times without heeding a context, and waits for a greeting without a deadline.
//     Client dials itself and gives zmq4 the connection (client.go).
//
// What cannot be closed: before a message is signed nobody knows who sent it, so whoever can reach the ports and speaks
// ZMTP can take all of Options.MaxPeers places and keep new clients out, or take over an identity that it knows. Those
// who are there are served all the same. On tcp every user of the machine can; ipc in a private directory keeps them away.
//
// What costs time only: ROUTER.SendMulti of zmq4 loses the flag that would let it write a message in one piece, and
// PUB goes through all subscribers for each message. What does not exist: CURVE. A connection file with CURVE keys is
// refused; zmq4's PLAIN, which takes every password, is not used.
//
// # Goroutines of a Server
//
// Numbers are per socket where nothing else is said. Server.Close waits for all of them.
//
//  1. listener.acceptAll: accepts connections. Owner: listener; ended by stop.
//  2. listener.handshake: one per half-open peer, at most Options.MaxHalfOpen. Owner: listener; ends with the handshake.
//  3. peer.write: one per peer, at most Options.MaxPeers; empties its queue. Owner: group; ends when the peer is dead, or
//     closed and its queue empty.
//  4. Router.echo: one in all, the heartbeat. Owner: Server; ends when its socket closes.
//  5. zmq4's accept loop and its reaper of dead connections; ended by its Close.
//  6. zmq4's reader, one per peer: calls peer.Read and waits when nobody calls Router.Recv; ends with the peer.
//  7. zmq4's sender, one in all, of PUB: calls peer.Write; ended by the tap.
//  8. zmq4's reader of the tap, one in all; ended by tap.end.
//  9. While Close runs: one per socket, one that receives for each Router, one around zmq4's Close.
//
// A Client has for each of its five sockets one link.read, one peer.write, and zmq4's reader and reaper. Client.Close waits
// for them.
//
// # Cost
//
// A server without clients has 18 goroutines and 90 KiB, mostly their stacks; a client costs 25 KiB on each socket. The
// memory of signatures grows to 4 MiB. BenchmarkIdleServer, BenchmarkRoundTrip and BenchmarkPublish tell more.
package wire
