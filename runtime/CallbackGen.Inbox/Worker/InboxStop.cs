namespace CallbackGen.Inbox;

/// <summary>The stages of a program's stop, which are cancelled one after the other.</summary>
/// <param name="Begun">The stop begins: no claimed callback is handed to a handler any more.</param>
/// <param name="Handlers">After <see cref="CallbackInboxOptions.StopAfter"/>: handlers must end.</param>
/// <param name="Cut">The program no longer waits for handlers.</param>
internal readonly record struct InboxStop(CancellationToken Begun, CancellationToken Handlers, CancellationToken Cut);
