namespace CallbackGen.Inbox;

/// <summary>How a program stops: one after the other is cancelled.</summary>
/// <param name="Begun">When it begins to: nothing that was claimed is handed out any more.</param>
/// <param name="Handlers">After <see cref="CallbackInboxOptions.StopAfter"/>: handlers are to end.</param>
/// <param name="Cut">When the program waits for handlers no longer.</param>
internal readonly record struct InboxStop(CancellationToken Begun, CancellationToken Handlers, CancellationToken Cut);
