namespace CallbackGen.Inbox.Tests.Support;

/// <summary>
/// A test class whose programs and databases end with each test. The test runner calls <see cref="IAsyncLifetime"/>, but not
/// <see cref="IAsyncDisposable"/>, of a test class.
/// </summary>
public interface IAsyncTests : IAsyncLifetime, IAsyncDisposable
{
    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => ((IAsyncDisposable)this).DisposeAsync().AsTask();
}
