package lang

func (e *emitter) refuseAll() {}
