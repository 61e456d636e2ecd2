package dev.blindspot.bench;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a reading thread has read: its alone, and padded by JMH, so that no channel needs a field of its own. */
@State(Scope.Thread)
public class Received implements MessageHandler {
    long sum;
    long count;
    final Pause pause = new Pause();

    @Override
    public void onMessage(int type, MutableDirectBuffer buffer, int at, int length) {
        sum += Payload.sum(buffer, at);
    }
}
